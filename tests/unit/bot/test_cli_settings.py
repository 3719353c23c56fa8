from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_shopclerk_reads_a_dotenv_file_below_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOPCLERK_SHOP=from-file\nELASTICSEARCH_URL=nonsense\n")
    environment = {**os.environ, "SHOPCLERK_SHOP": "from-environment"}
    environment.pop("ELASTICSEARCH_URL", None)
    code = (
        "import os, bot.cli\n"
        "try:\n    bot.cli.main(['--version'])\n"
        "finally:\n    print(os.environ['SHOPCLERK_SHOP'], os.environ['ELASTICSEARCH_URL'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "from-environment nonsense"
