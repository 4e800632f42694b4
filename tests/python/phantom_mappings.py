"""Changes event source mappings behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/mappings.hcl`.
"""
import json
import sys

from house import client, until

functions = client("lambda", retries=4)


def mapping():
    found = functions.list_event_source_mappings()["EventSourceMappings"]
    [one] = [one for one in found if one["EventSourceArn"].endswith(":phantom-orders")]
    return one


def resting():
    """Waits until the mapping is neither being made nor being changed."""

    def rests():
        one = mapping()
        return one if one["State"] in ("Enabled", "Disabled") else None

    return until("the mapping rests", rests)


def changed(**words):
    one = resting()
    # Left out, the mapping would be enabled.
    functions.update_event_source_mapping(**{"UUID": one["UUID"], "Enabled": one["State"] == "Enabled", **words})
    resting()


def event_source_mapping_enabled():
    changed(Enabled=True)


def event_source_mapping_batch_size():
    changed(BatchSize=30)


def event_source_mapping_batch_window():
    changed(MaximumBatchingWindowInSeconds=9)


def event_source_mapping_filter():
    changed(FilterCriteria={"Filters": [{"Pattern": json.dumps({"body": {"kind": ["other"]}})}]})


def event_source_mapping_filter_gone():
    changed(FilterCriteria={"Filters": []})


def event_source_mapping_report_failures():
    changed(FunctionResponseTypes=[])


def event_source_mapping_max_concurrency():
    changed(ScalingConfig={"MaximumConcurrency": 9})


def event_source_mapping_max_concurrency_gone():
    changed(ScalingConfig={})


def event_source_mapping_tags():
    functions.tag_resource(Resource=mapping()["EventSourceMappingArn"], Tags={"tier": "front"})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
