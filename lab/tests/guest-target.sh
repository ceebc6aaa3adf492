# Sourced by the guests' parts of the tests whose target runs in the guest, by the machine's own
# Java: starts it and ends it. /run/target is the distribution, /run/java the Java, /run/lab this
# lab's folder, /run/control/setup.json what the target is set up by.

# Emulated, a platform starts in minutes, not seconds; the second compiler would only cost time.
START_SECONDS=300 STOP_SECONDS=60
JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
RPC=/tmp/rpc.sock TARGET_DATA=/tmp/data
export PYTHONPATH=/run/lab PYTHONDONTWRITEBYTECODE=1
target=

listens() {
    (exec 3<>"/dev/tcp/$TRADDR/$TRSVCID") 2>/dev/null
}

target_is_alive() {
    kill -0 "$target" 2>/dev/null || { tail -n 40 /tmp/target.log; die "the target has ended"; }
}

start_target() {
    local end=$((SECONDS + START_SECONDS))
    JAVA_HOME=/run/java VIADUCT_JAVA_OPTS=$JAVA_OPTIONS /run/target/bin/viaduct \
        --data "$TARGET_DATA" --no-shell -r "$RPC" -c /run/control/setup.json \
        >/tmp/target.log 2>&1 </dev/null &
    target=$!
    until listens; do
        target_is_alive
        [ $SECONDS -lt $end ] || die "the target did not listen in $START_SECONDS s"
        sleep 1
    done
}

rpc() { # METHOD [PARAMETERS, a JSON object]
    python3 /run/lab/rpc.py "$RPC" "$@"
}

# The target leaves on request with status 0.
stop_target() {
    local end=$((SECONDS + STOP_SECONDS)) status=0
    target_is_alive
    kill "$target"
    while kill -0 "$target" 2>/dev/null; do
        [ $SECONDS -lt $end ] || die "the target did not end in $STOP_SECONDS s"
        sleep 0.2
    done
    wait "$target" || status=$?
    [ $status -eq 0 ] || { tail -n 40 /tmp/target.log; die "the target ended with $status"; }
}
