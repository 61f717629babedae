"""requests.Session in a loop: a form posted to an SMS gateway.

python -m alerts.bench.peers.sms COUNT URL
"""

import json
import sys
import time

import requests


def main(count: int, url: str) -> None:
    session = requests.Session()
    text = "Inbrott i natt på gatan. http://localhost:8000/l/AB23C/abc_def/"

    def post(number: int) -> None:
        form = {"from": "Grannar", "to": f"+4670{number:07d}", "message": text}
        session.post(url, data=form, auth=("u", "k"), timeout=10).raise_for_status()

    post(0)
    begun, cpu = time.perf_counter(), time.process_time()
    for number in range(count):
        post(number)
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    print(json.dumps({"rate": count / seconds, "cpu_us": used / count * 1e6}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
