"""Any emulator: enough to see that it is one."""
from house import client, function, holds, main, role, same


def check_identity():
    same(len(client("sts").get_caller_identity()["Account"]), 12)


def check_a_role_and_a_queue():
    role("runner")
    same(client("iam").get_role(RoleName="runner")["Role"]["Path"], "/")
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    same(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"], "m")


def check_a_bucket():
    s3 = client("s3")
    s3.create_bucket(Bucket="ledger")
    s3.put_object(Bucket="ledger", Key="k", Body=b"v")
    same(s3.get_object(Bucket="ledger", Key="k")["Body"].read(), b"v")


main()
