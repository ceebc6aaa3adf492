/**
 * The target as it is managed: transports, subsystems, listeners, hosts, namespaces and discovery,
 * and the methods that change them. Everything here lives on the control strand; what reactors see
 * of it are the views that are published to them.
 */
package io.viaduct.core.target;
