package io.viaduct.rpc;

/** What stands in place of a member that cannot be told. */
enum Flaw {
    /** The request has two members of this name. */
    DUPLICATE_MEMBER,
    /** Somewhere within this member, an object has two members of one name. */
    DUPLICATE_BELOW
}
