"""What a careful team would otherwise build: FastAPI on granian, asyncpg, group commit by COPY.

Every request is answered after the transaction that holds its record has committed. DSN names the database, which
peer.sql has prepared.
"""

import asyncio
import hashlib
import os
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response

KOREA = timezone(timedelta(hours=9))
ACTIONS = {"접속": 1, "종료": 2, "등록": 3, "수정": 4, "삭제": 5, "조회": 6}
FIELDS = ("crtfcKey", "logDt", "useSe", "sysUser", "conectIp", "dataUsgqty")

waiting = []
arrived = asyncio.Event()
keys = {}


async def commit_forever(pool):
    """Commits whatever is waiting, three milliseconds after the first of it came."""
    async with pool.acquire() as connection:
        while True:
            await arrived.wait()
            await asyncio.sleep(0.003)
            arrived.clear()
            batch, waiting[:] = waiting[:], []
            if not batch:
                continue
            try:
                async with connection.transaction():
                    await connection.execute("create temp table s (like peer_event) on commit drop")
                    await connection.copy_records_to_table("s", records=[row for row, _ in batch])
                    await connection.execute("insert into peer_event select * from s on conflict do nothing")
                for _, done in batch:
                    done.set_result(None)
            except Exception as error:
                for _, done in batch:
                    done.set_exception(error)


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(os.environ["DSN"], min_size=4, max_size=8) as pool:
        for row in await pool.fetch("select key, id from peer_key"):
            keys[row["key"]] = row["id"]
        committing = asyncio.create_task(commit_forever(pool))
        yield
        committing.cancel()


app = FastAPI(lifespan=lifespan)


def answer(code):
    body = {"result": {"recptnRsltCd": code, "recptnRslt": "", "recptnRsltDtl": ""}}
    return Response(orjson.dumps(body), media_type="application/json")


@app.post("/apisvc/sendLogData.json")
async def receive(request: Request):
    form = parse_qs((await request.body()).decode(), keep_blank_values=True)
    try:
        key, log_dt, action, user, address, quantity = (form[name][0] for name in FIELDS)
        installation = keys[key]
        occurred_at = datetime.strptime(log_dt, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=KOREA)
        quantity = int(quantity or 0)
    except (KeyError, ValueError):
        return answer("AP1025")
    event = hashlib.sha256("|".join((key, log_dt, action, user, address, str(quantity))).encode()).digest()[:16]
    person = hashlib.sha256(user.encode()).digest()[:16]
    row = (
        installation, occurred_at, datetime.now(timezone.utc), event, person, ACTIONS.get(action, 0), address,
        quantity,
    )
    done = asyncio.get_running_loop().create_future()
    waiting.append((row, done))
    arrived.set()
    await done
    return answer("AP1002")
