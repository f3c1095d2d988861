package org.mailshim.abi;

/** What a dispatcher needs of the real class. */
public record CString(long address) {}
