/**
 * JSON-RPC 2.0 as SPDK speaks it: bytes become values ({@link io.viaduct.rpc.Assembler}), values
 * requests, requests calls of the control plane, and results lines.
 */
package io.viaduct.rpc;
