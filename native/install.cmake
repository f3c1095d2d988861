# What `cmake --install` puts where. Everything finds its neighbours by relative paths, so that the tree can be moved.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/MailShim")

install(TARGETS mailshim srv lws EXPORT MailShimTargets LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_BINARY_DIR}/lib/mailshim" DESTINATION "${CMAKE_INSTALL_LIBDIR}" USE_SOURCE_PERMISSIONS
        PATTERN compat EXCLUDE)
install(TARGETS esmtp EXPORT MailShimTargets LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/mailshim/compat")
install(PROGRAMS ../cmake/with-mailshim-esmtp TYPE BIN)
install(DIRECTORY ../include/mailshim DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

install(EXPORT MailShimTargets NAMESPACE MailShim:: DESTINATION "${package_dir}")
configure_package_config_file(../cmake/MailShimConfig.cmake.in "${PROJECT_BINARY_DIR}/MailShimConfig.cmake"
                              INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/MailShimConfigVersion.cmake" COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/MailShimConfig.cmake" "${PROJECT_BINARY_DIR}/MailShimConfigVersion.cmake"
        DESTINATION "${package_dir}")

foreach(name IN ITEMS mailshim mailshim-srv mailshim-lws libesmtp-1.0)
  configure_file(../cmake/${name}.pc.in "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()

set(doc_dir "${CMAKE_INSTALL_DATADIR}/doc/mailshim")
install(FILES ../README.md ../LICENSE ../CHANGELOG.md DESTINATION "${doc_dir}")
install(DIRECTORY ../docs DESTINATION "${doc_dir}")
install(FILES abi/DEVIATIONS.md abi/MATRIX.md DESTINATION "${doc_dir}/native/abi") # where README looks for them
install(DIRECTORY ../examples-c/ DESTINATION "${doc_dir}/examples")

# Last: what `make uninstall` takes away, by names that stay right when the tree is moved.
install(CODE [[
  list(TRANSFORM CMAKE_INSTALL_MANIFEST_FILES REPLACE "^${CMAKE_INSTALL_PREFIX}/" "" OUTPUT_VARIABLE names)
  list(JOIN names "\n" names)
  file(WRITE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/mailshim/installed-files" "${names}\nlib/mailshim/installed-files\n")
]])
