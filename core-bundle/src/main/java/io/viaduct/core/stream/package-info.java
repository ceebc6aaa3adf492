/** Byte streams over the engines: listening sockets, connections, and the bytes they hold. */
package io.viaduct.core.stream;
