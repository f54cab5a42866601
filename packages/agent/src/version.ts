/** Version of the package, shown in the status. A test holds it against package.json. */
export const agentVersion = '0.1.0'
