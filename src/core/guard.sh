# Runs a command in this very process, and signals it when the process that started it dies, however it dies.
#
#   sh -c "$(cat guard.sh)" guard SIGNAL TARGET command [argument…]
#
# The starter holds the other end of file descriptor 3. It writes a line there when it has seen the command end; if it
# dies first, the descriptor closes without a line and the command gets SIGNAL. TARGET is `process`, or `group` to
# reach what the command has started as well. The watch is a grandchild, so that the command has no unknown children.
signal=$1 target=$2
shift 2
case $target in group) to=-$$ ;; *) to=$$ ;; esac
( (read -r _ <&3 || kill -s "$signal" -- "$to") & )
exec "$@" 3<&-
