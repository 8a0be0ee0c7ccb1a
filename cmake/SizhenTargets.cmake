# SPDX-License-Identifier: GPL-3.0-or-later
# One place for the flags that every target of ours gets, and the three ways we make targets.
add_library(sizhen_flags INTERFACE)
target_compile_features(sizhen_flags INTERFACE cxx_std_20)
target_include_directories(sizhen_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(sizhen_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400
    SIZHEN_VERSION="${PROJECT_VERSION}")
target_compile_options(sizhen_flags INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor>
    $<$<AND:$<BOOL:${SIZHEN_WERROR}>,$<CXX_COMPILER_ID:GNU,Clang>>:-Werror>)
if(SIZHEN_SANITIZE)
    target_compile_options(sizhen_flags INTERFACE -fsanitize=${SIZHEN_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(sizhen_flags INTERFACE -fsanitize=${SIZHEN_SANITIZE})
endif()
if(SIZHEN_FUZZ)
    target_compile_options(sizhen_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
    target_link_options(sizhen_flags INTERFACE -fsanitize=address,undefined)
endif()
find_program(SIZHEN_MOLD mold)
if(SIZHEN_MOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_link_options(sizhen_flags INTERFACE -fuse-ld=mold)
endif()

# Half of the time of a build goes into reading the same Qt headers again. A clean build reads them once.
set(SIZHEN_COMMON_HEADERS <QByteArray> <QCborArray> <QCborMap> <QDateTime> <QDir> <QFile> <QHash> <QJsonArray> <QJsonObject>
    <QList> <QMap> <QObject> <QRegularExpression> <QSet> <QString> <QStringList> <QTimer> <QUrl> <QVariant>
    <algorithm> <functional> <map> <memory> <optional> <variant> <tl/expected.hpp>)
set(SIZHEN_WINDOW_HEADERS <QAbstractItemModel> <QApplication> <QBoxLayout> <QComboBox> <QFormLayout> <QLabel> <QLineEdit> <QListView>
    <QPainter> <QPlainTextEdit> <QPushButton> <QScrollArea> <QStyleOption> <QToolButton> <QWidget>)
# The first library makes what all like it use: sizhen_base, and sizhen_theme where there are widgets.
function(sizhen_precompile target maker)
    if(NOT SIZHEN_PCH)
        return()
    endif()
    if(target STREQUAL maker)
        target_precompile_headers(${target} PRIVATE ${SIZHEN_COMMON_HEADERS} ${ARGN})
    else()
        target_precompile_headers(${target} REUSE_FROM ${maker})
    endif()
endfunction()

# sizhen_library(store LINKS sizhen_crypto Qt6::Sql) -> target sizhen_store: every .cpp/.h below ./store
function(sizhen_library name)
    cmake_parse_arguments(ARG "" "FOLDER" "LINKS" ${ARGN})
    if(NOT ARG_FOLDER)
        set(ARG_FOLDER ${name})
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.h)
    list(FILTER sources INCLUDE REGEX "[.]cpp$")
    if(sources)
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS
            ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.h)
        add_library(sizhen_${name} STATIC ${sources})
        target_link_libraries(sizhen_${name} PUBLIC sizhen_flags ${ARG_LINKS})
        if("${CMAKE_CURRENT_SOURCE_DIR}" MATCHES "/ui$" AND NOT name MATCHES "^(texts|models)$" OR name STREQUAL "workstation")
            sizhen_precompile(sizhen_${name} sizhen_theme ${SIZHEN_WINDOW_HEADERS})
        else()
            sizhen_precompile(sizhen_${name} sizhen_base)
        endif()
        set_property(GLOBAL APPEND PROPERTY SIZHEN_LIBRARIES sizhen_${name})
    else()
        add_library(sizhen_${name} INTERFACE)
        target_link_libraries(sizhen_${name} INTERFACE sizhen_flags ${ARG_LINKS})
    endif()
endfunction()

# sizhen_tests(core/store LINKS sizhen_store): every *_test.cpp in that folder becomes one ctest named by its path.
# A file named *_slow_test.cpp carries the label "slow", *_soak_test.cpp the label "soak" (./dev soak only).
function(sizhen_tests folder)
    cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
    foreach(source IN LISTS sources)
        get_filename_component(stem ${source} NAME_WE)
        string(REPLACE "/" "_" prefix ${folder})
        set(name ${prefix}_${stem})
        add_executable(${name} ${source})
        target_link_libraries(${name} PRIVATE sizhen_flags Qt6::Test ${ARG_LINKS})
        sizhen_precompile(${name} sizhen_base)
        target_compile_definitions(${name} PRIVATE
            TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data" SIZHEN_BIN_DIR="${PROJECT_BINARY_DIR}/bin"
            SIZHEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT 120
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=Asia/Shanghai")
        if(stem MATCHES "_slow_test$")
            set_tests_properties(${name} PROPERTIES LABELS slow TIMEOUT 600)
        elseif(stem MATCHES "_soak_test$")
            set_tests_properties(${name} PROPERTIES LABELS soak TIMEOUT 7200)
        endif()
    endforeach()
endfunction()

# sizhen_soak(kills_sync system_convergence_slow_test SIZHEN_KILLS=400): the same test program, for hours instead of seconds.
function(sizhen_soak name program)
    if(TARGET ${program})
        add_test(NAME soak_${name} COMMAND ${program})
        set_tests_properties(soak_${name} PROPERTIES LABELS soak TIMEOUT 14400 RUN_SERIAL ON
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=Asia/Shanghai;QTEST_FUNCTION_TIMEOUT=14400000;${ARGN}")
    endif()
endfunction()
