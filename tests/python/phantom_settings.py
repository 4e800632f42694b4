"""Changes what functions are made of and where they run behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/settings.hcl`.
"""
import sys

from house import settled
from phantom import functions

TRACED, BOXED = "phantom-traced", "phantom-boxed"
KEY = "arn:aws:kms:us-east-1:000000000000:key/0b0b0b0b-1111-2222-3333-444444444444"


def configured(name, **words):
    functions.update_function_configuration(FunctionName=name, **words)
    settled(name, functions)


def function_layers():
    configured(TRACED, Layers=[])


def function_tracing():
    configured(TRACED, TracingConfig={"Mode": "PassThrough"})


def function_snap_start():
    configured(TRACED, SnapStart={"ApplyOn": "None"})


def function_key():
    configured(TRACED, KMSKeyArn=KEY)


def function_key_gone():
    configured(TRACED, KMSKeyArn="")


def placed(**words):
    told = functions.get_function_configuration(FunctionName=TRACED)["VpcConfig"]
    kept = {name: told[name] for name in ("SubnetIds", "SecurityGroupIds")}
    configured(TRACED, VpcConfig={**kept, **words})


def function_subnets():
    placed(SubnetIds=["subnet-1"])


def function_security_groups():
    placed(SecurityGroupIds=["sg-1"])


def function_vpc_gone():
    placed(SubnetIds=[], SecurityGroupIds=[])


def function_image():
    other = "000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:" + "0b" * 32
    functions.update_function_code(FunctionName=BOXED, ImageUri=other)
    settled(BOXED, functions)


def imaged(**words):
    told = functions.get_function_configuration(FunctionName=BOXED)["ImageConfigResponse"]["ImageConfig"]
    kept = {**told, **words}
    configured(BOXED, ImageConfig={name: value for name, value in kept.items() if value})


def function_entry_point():
    imaged(EntryPoint=["/bin/bash"])


def function_command():
    imaged(Command=["other"])


def function_workdir():
    imaged(WorkingDirectory="/other")


def function_workdir_gone():
    imaged(WorkingDirectory="")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
