"""Changes published outputs behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/outputs.hcl`.
"""
import sys

from house import client

PLACE = "/cutover/phantom/test/place"

ssm = client("ssm", retries=4)


def put(**words):
    ssm.put_parameter(Name=PLACE, Overwrite=True, **words)


def parameter_value():
    put(Value="elsewhere")


def parameter_shape():
    put(Value=ssm.get_parameter(Name=PLACE)["Parameter"]["Value"], Type="SecureString")


def parameter_tags():
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=PLACE, Tags=[{"Key": "team", "Value": "none"}])


def parameter_tags_added():
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=PLACE, Tags=[{"Key": "seen", "Value": "yes"}])


if __name__ == "__main__":
    globals()[sys.argv[1]]()
