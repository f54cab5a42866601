/** Said of a node that applied its orders and could not write them down: they hold, and end with its process. */
export const NOT_STORED = 'in force but not stored (disk full, or nowhere to write)'
