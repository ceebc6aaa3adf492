/**
 * Queue pairs and requests: how a command goes from a transport through its checks to a device and
 * back. Everything here lives on one reactor, except what {@link TargetShared} holds.
 */
package io.viaduct.core.qpair;
