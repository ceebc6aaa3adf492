/**
 * A host that does what a test tells it, over real sockets. It shares no code with the target: PDUs
 * and commands are written down here once more, from the specification.
 */
package io.viaduct.testkit.host;
