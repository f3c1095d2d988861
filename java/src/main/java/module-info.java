/** One SMTP/POP3 engine, used from Java directly and from C through the surfaces in {@code abi}. */
module org.mailshim {
  requires static org.jspecify;
  requires org.dnsjava;
}
