#!/usr/bin/env bash
# A Spark cluster of two workers on this machine, one of which is killed while papers are read:
#
#   src/python/tests/spark_cluster.sh PYTHON PAPERS PROGRAM
#
# PYTHON is an interpreter with the wheel and pyspark. What the cluster gives must be what PROGRAM gives. Run on demand: it
# takes some minutes and 3 GB of memory.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$1 papers=$2 program=$3
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$python" SPARK_NO_DAEMONIZE=1
scratch=$(mktemp -d)
started=()

# A process and all it started.
tree() {
    local child
    for child in $(pgrep -P "$1"); do tree "$child"; done
    echo "$1"
}
cleanup() {
    for one in "${started[@]}"; do kill -9 $(tree "$one") 2>/dev/null || true; done
    rm -rf "$scratch"
}
trap cleanup EXIT

spark() { # spark NAME ARGUMENT…
    "$SPARK_HOME/bin/spark-class" "${@:2}" >"$scratch/$1.log" 2>&1 &
    started+=($!)
}
heard() { # heard FILE WORDS: waits until they are in it
    for _ in $(seq 600); do
        if grep -q "$2" "$1" 2>/dev/null; then return; fi
        sleep 0.2
    done
    cat "$1"
    exit 1
}

deploy=org.apache.spark.deploy
spark master $deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
heard "$scratch/master.log" 'Starting Spark master at'
master=$(grep -o 'spark://127.0.0.1:[0-9]*' "$scratch/master.log" | head -n 1)
for number in 1 2; do
    spark "worker$number" $deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
        --work-dir "$scratch/work$number" "$master"
    heard "$scratch/worker$number.log" 'Successfully registered with master'
done
victim=${started[2]}

"$python" "$here/spark.py" "$papers" "$program" "$master" >"$scratch/driver.txt" 2>"$scratch/driver.log" &
driver=$!
started+=("$driver")
heard "$scratch/driver.txt" reading
# Once the executor of the victim has an interpreter at work on papers, and some more have been read.
for _ in $(seq 600); do
    if tree "$victim" | xargs -r -n 1 ps -o args= -p | grep -q 'stratmine worker'; then break; fi
    sleep 0.1
done
sleep 3
lost=$(tree "$victim")
kill -0 "$driver" || { cat "$scratch"/driver.*; exit 1; }
kill -9 $lost
echo "killed one of two workers with all it started: $(wc -w <<<"$lost") processes"
if wait "$driver"; then tail -n 1 "$scratch/driver.txt"; else tail -n 20 "$scratch/driver.txt" "$scratch/driver.log"; exit 1; fi
grep -q 'Lost executor' "$scratch/driver.log" || { echo "the cluster did not notice"; exit 1; }
