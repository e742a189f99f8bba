/** Where the configuration is unless an option says otherwise. */
export const CONFIG_FILE = '/etc/waymark/waymark.yaml'

/** Where the daemon listens for operators unless its configuration says otherwise. */
export const CONTROL_SOCKET = '/run/waymark/control.sock'
