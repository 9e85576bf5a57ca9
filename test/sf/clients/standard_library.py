# Logs in by JWT with Python's standard library and openssl, and asks who it is.
import base64
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def build_assertion(login):
    claims = {
        "iss": login["clientId"],
        "sub": login["username"],
        "aud": login["loginUrl"],
        "exp": int(time.time()) + 180,
    }
    parts = [{"alg": "RS256"}, claims]
    signed = ".".join(encode(json.dumps(part).encode()) for part in parts)
    command = ["openssl", "dgst", "-sha256", "-sign", login["keyFile"]]
    signature = subprocess.run(command, input=signed.encode(), capture_output=True, check=True).stdout
    return signed + "." + encode(signature)


def ask(url, data=None, headers={}):
    with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as response:
        return json.load(response)


def log_in(login):
    form = {"grant_type": GRANT_TYPE, "assertion": build_assertion(login)}
    data = urllib.parse.urlencode(form).encode()
    token = ask(login["loginUrl"] + "/services/oauth2/token", data)
    headers = {"Authorization": "Bearer " + token["access_token"]}
    user = ask(token["instance_url"] + "/services/oauth2/userinfo", headers=headers)
    return {
        "instanceUrl": token["instance_url"],
        "id": token["id"],
        "username": user["preferred_username"],
        "orgId": user["organization_id"],
    }


try:
    print(json.dumps(log_in(json.loads(sys.argv[1]))))
except urllib.error.HTTPError as error:
    answer = json.load(error)
    print(json.dumps({"error": answer["error"], "description": answer["error_description"]}))
