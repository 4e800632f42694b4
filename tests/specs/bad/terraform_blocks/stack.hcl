terraform {
  required_version = ">= 1.5"
}

provider "aws" {
  region = "eu-west-1"
}

stack "shop" {}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
}

resource "aws_lambda_permission" "orders" {
  action = "lambda:InvokeFunction"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

data "aws_iam_role" "deployer" {
  name = "deployer"
}

local {
  a = 1
}

outputs "url" {
  value = 1
}
