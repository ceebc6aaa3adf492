/** NVMe over TCP, both ends of the wire. */
package io.viaduct.transport.tcp;
