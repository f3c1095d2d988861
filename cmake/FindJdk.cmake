# FindJdk: the JDK chosen by cmake/find-jdk.
#
# Defines Jdk_FOUND, Jdk_HOME and Jdk_VERSION, and the target Jdk::headers (jni.h). libjvm is not linked: the
# library loads the runtime it finds beside itself when the first call comes.
execute_process(
  COMMAND "${CMAKE_CURRENT_LIST_DIR}/find-jdk"
  OUTPUT_VARIABLE Jdk_HOME
  OUTPUT_STRIP_TRAILING_WHITESPACE)

if(Jdk_HOME)
  file(STRINGS "${Jdk_HOME}/release" _jdk_version REGEX "^JAVA_VERSION=")
  string(REGEX REPLACE "JAVA_VERSION=\"(.*)\"" "\\1" Jdk_VERSION "${_jdk_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Jdk REQUIRED_VARS Jdk_HOME VERSION_VAR Jdk_VERSION)

if(Jdk_FOUND AND NOT TARGET Jdk::headers)
  add_library(Jdk::headers INTERFACE IMPORTED)
  set_target_properties(Jdk::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES
                                                "${Jdk_HOME}/include;${Jdk_HOME}/include/linux")
endif()
