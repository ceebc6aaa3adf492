/** The JSON-RPC server, with SPDK's methods. */
package io.viaduct.rpc;
