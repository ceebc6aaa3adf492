/** What tests stand on: clocks, reactors, wires and hosts that a test steps by hand. */
package io.viaduct.testkit;
