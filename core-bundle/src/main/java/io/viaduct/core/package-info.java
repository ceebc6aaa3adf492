/**
 * Target, subsystems, namespaces, controllers, commands, reactors, memory, block device registry,
 * desired state.
 */
package io.viaduct.core;
