/** The discovery service in multicast DNS. */
package io.viaduct.mdns;
