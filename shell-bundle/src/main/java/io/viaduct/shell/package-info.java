/**
 * Commands for the gogo shell, which call the control plane as JSON-RPC does, and the socket on
 * which {@code viaduct shell} runs them.
 */
package io.viaduct.shell;
