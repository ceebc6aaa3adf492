# Sourced by lab/run: starts the target under test on this machine and ends it again.

START_SECONDS=60
STOP_SECONDS=30
target= target_home=

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# Prints the newest of the files that exist.
newest() {
    local file newest=
    for file; do
        [ -e "$file" ] || continue
        if [ -z "$newest" ] || [ "$file" -nt "$newest" ]; then newest=$file; fi
    done
    echo "$newest"
}

# Sets the array target_command to the built distribution's launcher with its options, and
# target_home to where it is. The archive goes first, for it is what users get.
find_target() {
    local archive home
    archive=$(newest "$lab_folder"/../distro/target/viaduct-*.tar.gz)
    home=$(newest "$lab_folder"/../distro/target/viaduct-*/)
    if [ -n "$archive" ]; then
        mkdir "$work/viaduct"
        tar -xzf "$archive" -C "$work/viaduct" --strip-components=1
        home=$work/viaduct
    fi
    [ -n "$home" ] || fail "no distribution is built: run 'mvn verify' first"
    [ -x "$home/bin/viaduct" ] || fail "no bin/viaduct in the distribution"
    target_home=$home
    target_command=("$home/bin/viaduct" --data "$work/data" --no-shell)
}

# Prints the folder of the Java that the distribution's launcher takes.
java_of_target() {
    VIADUCT_JAVA_OPTS=-XshowSettings:properties "$target_home/bin/viaduct" --help 2>&1 |
        sed -n 's/^ *java\.home = //p'
}

target_is_alive() {
    kill -0 "$target" 2>/dev/null
}

start_target() { # CONFIG PORT
    local deadline=$((SECONDS + START_SECONDS)) target_command
    if [ -n "${LAB_TARGET:-}" ]; then
        # Meant to split: a command with options.
        # shellcheck disable=SC2206
        target_command=($LAB_TARGET)
    else
        find_target
    fi
    mkdir "$work/data"
    # Without the lock: a target that outlives its test must not hold the lab.
    "${target_command[@]}" -r "$work/rpc.sock" -c "$1" >"$work/target.log" 2>&1 </dev/null 9>&- &
    target=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; do
        target_is_alive || fail "the target ended instead of listening"
        [ $SECONDS -lt $deadline ] || fail "the target did not listen in $START_SECONDS s"
        sleep 0.1
    done
}

# The target must still be there, and leave on request with status 0.
stop_target() {
    local deadline=$((SECONDS + STOP_SECONDS)) status=0
    target_is_alive || fail "the target died during the test"
    kill "$target"
    while target_is_alive; do
        [ $SECONDS -lt $deadline ] || fail "the target did not end in $STOP_SECONDS s"
        sleep 0.1
    done
    wait "$target" || status=$?
    target=
    [ $status -eq 0 ] || fail "the target ended with status $status"
}

kill_target() {
    [ -n "$target" ] || return 0
    kill -KILL "$target" 2>/dev/null || true
    wait "$target" 2>/dev/null || true
    target=
}
