# Podman with images, containers and settings of its own in .local/containers, so that the machine's other containers are neither seen nor
# touched, and no other program takes Debian's PostgreSQL for the one that the image's name promises. Read by eng/test-containers and
# eng/test-compose, at the root of the repository.

# least <number>…: the least of them; the most that a machine allows may be the word unlimited.
least() { printf '%s\n' "$@" | grep -v unlimited | sort -n | head -n 1; }

# own_podman <who>: sets $store and $run, and has every podman use them; false, with a line that says why, where it cannot be used.
own_podman() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "$1: podman is used as root here: run this as root" >&2
        return 1
    fi
    store=$PWD/.local/containers run=$PWD/.local/containers/run
    mkdir -p "$store"
    exec 9> "$store/lock"
    flock --nonblock 9 || { run=; echo "$1: podman is used already in this folder" >&2; return 1; }
    # Left by a machine that went down.
    rm -rf "$run"
    mkdir -p "$run"
    cat > "$store/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$store/storage"
runroot = "$run/storage"
END
    # Podman asks for more files and processes than a machine may allow, or than podman itself, which keeps to the highest number of a
    # process; then no container starts. And it keeps a process for five minutes for each command that ran in a container.
    files=$(least 1048576 "$(prlimit --noheadings --raw --output HARD --nofile)")
    processes=$(least "$(cat /proc/sys/kernel/pid_max)" "$(prlimit --noheadings --raw --output HARD --nproc)")
    cat > "$store/containers.conf" <<END
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=$processes:$processes"]
[engine]
tmp_dir = "$run/libpod"
lock_type = "file"
exit_command_delay = 1
[network]
network_config_dir = "$run/networks"
END
    export CONTAINERS_STORAGE_CONF="$store/storage.conf" CONTAINERS_CONF="$store/containers.conf"
}

# remove_containers: with their networks and volumes.
remove_containers() {
    podman pod rm --force --all > /dev/null 2>&1
    podman rm --force --all --volumes > /dev/null 2>&1
    podman network prune --force > /dev/null 2>&1
    podman volume rm --force --all > /dev/null 2>&1
}

# leave_podman: images stay for the next time.
leave_podman() {
    # Podman mounts its storage over itself, and leaves that when its last command ends.
    umount "$store/storage/overlay" 2> /dev/null
    rm -rf "$run"
}

# left: what is there of containers.
left() {
    podman ps --all --format 'container {{.Names}} of {{.Image}}'
    podman network ls --format 'network {{.Name}}' | grep -vx 'network podman'
    podman volume ls --format 'volume {{.Name}}'
}
