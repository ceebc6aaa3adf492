/**
 * NVMe/TCP protocol data units as data: layouts, checks that return a verdict, and builders. NVMe
 * over TCP Transport Specification 1.1, section 3. Addresses are absolute.
 */
package io.viaduct.transport.tcp.pdu;
