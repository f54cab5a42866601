export const HELP = `Usage: npx stormdeck COMMAND [options]

Tiers (the same rules and the same audit as the browser has)
  tier set TIER --scope SCOPE --why REASON [--for 15m | --until-released]
           [--drain SESSIONS_PER_SECOND] [--confirm TIER]
                       TIER 1 to 5; 4 and 5 need --confirm with the same number
  tier list [--history]
  tier release (LEASE | --scope SCOPE) --why REASON
  tier extend LEASE --for 15m --why REASON [--confirm TIER]
  tier policy (off | advise | act) --why REASON
  tier takeover --why REASON
                       takes nodes that obey another control plane

  SCOPE: fleet, group:NAME or node:NAME, up to 16 nodes as node:A,B
  --for: 5s to 7d, 15m when it is left out

Store
  audit verify         walks the whole hash chain
  audit acknowledge --why REASON
                       ends the warning about entries that only a node has seen
  backup FILE          writes FILE and, with the signing keys, FILE.keys; with a unit or a container FILE must be below
                       the data folder
  restore FILE         puts a backup back, and its keys where the folder has none; the app must be stopped (or is, with --take-over)
  keys rotate          a new signing key, also where the keys are lost; older ones stay valid beside it
  keys show            the public keys that agents have to trust
  keys drop-older      ends the overlap after a rotation

Options
  --data DIR           data folder (default: STORMDECK_DATA, else the configuration's, else .stormdeck)
  --config FILE        configuration (default: STORMDECK_CONFIG, else stormdeck.yaml)
  --take-over          the app hangs: stop it by its recorded pid, take its lock, and do the command from here
  --json               print the answer as JSON
  --help

Exit code: 0 done, 1 refused or failed, 2 not understood, 3 ordered but not confirmed in time by every node with an agent.`
