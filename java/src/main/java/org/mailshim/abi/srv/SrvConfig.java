package org.mailshim.abi.srv;

import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.LastError;

/** The entries of {@code mailshim/srv.h} that are about the configuration. */
final class SrvConfig {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_FILE_NAME = 4096;
  private static final String DEFAULT_FILE = "ftp.cfg";
  private static final String OTHER_DEFAULT_FILE = "mail.cfg";

  private static final Configuration CONFIGURATION = ClientStream.CONFIGURATION;

  private SrvConfig() {}

  /**
   * Reads parameters from a file: {@code name=value} words, separated by spaces and line ends; a
   * value with spaces stands between {@code "}, {@code '} or {@code `}; {@code #} begins a comment;
   * {@code @file} reads another file; a name alone turns a flag on, with {@code no} before it off.
   *
   * <p>A file that is no configuration changes nothing, and the last error tells its line and word.
   * Of one that is, names that are not known here and numbers out of their range are ignored and
   * logged; the first of them is the last error, {@code MAILSHIM_E_CONFIG} or {@code
   * MAILSHIM_E_UNSUPPORTED}, beside the result 0.
   *
   * @param filename the file; NULL: {@code ftp.cfg}, or {@code mail.cfg} where that is not there
   * @return 0; -1 when there is no such file, -2 when it cannot be read, includes itself, or is too
   *     long (8 MiB), -3 when it is no configuration
   */
  @Entry(
      value = "int LoadConfig(const char *filename = \"ftp.cfg\")",
      failure = "-1",
      group = "config")
  static int loadConfig(CString filename) {
    try {
      Optional<AbiException> ignored =
          filename.isNull()
              ? loadDefault()
              : ConfigurationFile.load(
                  filename.text("the file's name", LONGEST_FILE_NAME), CONFIGURATION);
      if (ignored.isPresent()) {
        error(ignored.get().code(), "LoadConfig", ignored.get());
      }
      return 0;
    } catch (ConfigurationException e) {
      return failed("LoadConfig", e);
    }
  }

  private static Optional<AbiException> loadDefault() {
    try {
      return ConfigurationFile.load(DEFAULT_FILE, CONFIGURATION);
    } catch (ConfigurationException e) {
      if (e.kind() != ConfigurationException.Kind.NOT_FOUND) {
        throw e;
      }
      return ConfigurationFile.load(OTHER_DEFAULT_FILE, CONFIGURATION);
    }
  }

  private static int failed(String entry, ConfigurationException e) {
    HostLog.log(HostLog.Level.WARNING, entry + ": " + e.getMessage());
    error(ErrorCode.CONFIG, entry, e);
    return e.kind().result();
  }

  private static void error(ErrorCode code, String entry, RuntimeException e) {
    new LastError(code, entry + ": " + e.getMessage()).set();
  }

  /**
   * Writes the parameters that are not at their defaults into a file, from which {@code LoadConfig}
   * reads them. There are passwords in it: it is made for this user only to read. The file is there
   * whole or not at all; what was there before is replaced.
   *
   * @param filename the file; NULL: {@code ftp.cfg}
   * @return 0; -1 when the name is none, -2 when it cannot be written
   */
  @Entry(
      value = "int SaveConfig(const char *filename = \"ftp.cfg\")",
      failure = "-1",
      group = "config")
  static int saveConfig(CString filename) {
    String file =
        filename.isNull() ? DEFAULT_FILE : filename.text("the file's name", LONGEST_FILE_NAME);
    try {
      ConfigurationFile.save(file, CONFIGURATION);
      return 0;
    } catch (ConfigurationException e) {
      return failed("SaveConfig", e);
    }
  }

  /**
   * Sets a parameter that is a number. An unknown name or a number out of range changes nothing, is
   * logged and is the thread's last error, {@code MAILSHIM_E_CONFIG}. So is a parameter that is
   * known but changes nothing here, as {@code MAILSHIM_E_UNSUPPORTED}; its value is kept.
   *
   * @param param its name; with {@code no} before it and a number other than 0, it is turned off
   * @param val the number
   */
  @Entry(value = "void SetConfigParamI(const char *param, int val)", group = "config")
  static void setConfigParam(CString param, int val) {
    String name = param.text("the parameter's name", LONGEST_NAME);
    try {
      CONFIGURATION.set(name, val);
    } catch (AbiException e) {
      throw logged(e);
    }
  }

  /**
   * Sets a parameter that is a text; a number may be given as text too. Errors as for {@code
   * SetConfigParamI}, and for a text that cannot be read as what the parameter is for.
   *
   * @param param its name
   * @param val the text, copied; NULL sets the default
   */
  @Entry(value = "void SetConfigParamS(const char *param, const char *val)", group = "config")
  static void setConfigParam(CString param, CString val) {
    String name = param.text("the parameter's name", LONGEST_NAME);
    try {
      if (val.isNull()) {
        CONFIGURATION.reset(name);
      } else {
        CONFIGURATION.set(name, val.text(name, Configuration.LONGEST_VALUE));
      }
    } catch (AbiException e) {
      throw logged(e);
    }
  }

  private static AbiException logged(AbiException refusal) {
    HostLog.log(HostLog.Level.WARNING, "SetConfigParam: " + refusal.getMessage());
    return refusal;
  }

  /**
   * The value of a parameter that is a number.
   *
   * @param param its name
   * @return its value; 0 and the last error {@code MAILSHIM_E_CONFIG} if there is no such number
   */
  @Entry(value = "int GetConfigParamInt(const char *param)", failure = "0", group = "config")
  static int configParamInt(CString param) {
    return CONFIGURATION.number(param.text("the parameter's name", LONGEST_NAME));
  }

  /**
   * The value of a parameter as text.
   *
   * @param param its name
   * @return its value, valid until the parameter changes; NULL and the last error {@code
   *     MAILSHIM_E_CONFIG} if there is no such parameter
   */
  @Entry(value = "char *GetConfigParamStr(const char *param)", failure = "NULL", group = "config")
  static long configParamStr(CString param) {
    return CONFIGURATION.lend(param.text("the parameter's name", LONGEST_NAME));
  }

  /**
   * {@code GetConfigParamStr} under the name that the original's page gives it.
   *
   * @param param its name
   * @return its value
   */
  @Entry(value = "char *SetConfigParamStr(const char *param)", failure = "NULL", group = "config")
  static long configParamStrAsPublished(CString param) {
    return configParamStr(param);
  }
}
