/**
 * The platform as a bundle: its settings from the framework's properties, its services, and the
 * services of others that it takes in. The control strand never comes in here; what has to be done
 * with the framework on its account is done on the framework thread.
 */
package io.viaduct.core.osgi;
