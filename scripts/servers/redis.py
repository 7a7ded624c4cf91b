"""Redis 7, Debian's package."""

import re
import socket
from pathlib import Path

from servers.kinds import Kind, program
from servers.processes import Running, give_to_owner


class Redis(Kind):
    name = "redis"
    port = 16379
    users = ("redis", "nobody")
    variable = "REDIS_URL"

    def missing(self) -> list[str]:
        return [] if program("redis-server") else ["redis-server"]

    def prepare(self, folder: Path, port: int, password: str) -> list[str]:
        conf = folder / "redis.conf"
        conf.write_text(
            f"bind 127.0.0.1\nport {port}\ndir {folder}\nrequirepass {password}\n"
            'save ""\nappendonly no\n',
            encoding="utf-8",
        )
        give_to_owner(conf, folder)
        return [program("redis-server") or "redis-server", str(conf)]

    def version(self, running: Running) -> str:
        try:
            with socket.create_connection(("127.0.0.1", running.port), 2) as redis:
                redis.sendall(f"AUTH {running.password}\r\nINFO server\r\nQUIT\r\n".encode())
                text = redis.makefile("rb").read().decode()
        except OSError:
            return ""
        found = re.search(r"^redis_version:(\S+)", text, re.MULTILINE)
        return found[1] if found else ""

    def address(self, running: Running) -> str:
        return f"redis://:{running.password}@127.0.0.1:{running.port}/0"
