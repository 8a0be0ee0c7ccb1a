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
    # These three are 40 % of the build's time. A null or a wrong size mostly ends at the address sanitizer, too; vptr is given up.
    target_compile_options(sizhen_flags INTERFACE -fsanitize=${SIZHEN_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize=null,object-size,vptr)
    target_link_options(sizhen_flags INTERFACE -fsanitize=${SIZHEN_SANITIZE})
endif()
if(SIZHEN_FUZZ) # one build with sanitizers serves the tests and the fuzz targets
    target_compile_options(sizhen_flags INTERFACE -fsanitize=fuzzer-no-link)
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

# And compiles sixteen files at once: templates they share are then made once. One folder, one meaning for a name.
function(sizhen_compile_together target)
    if(SIZHEN_PCH)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>) # it takes them for headers
    endif()
endfunction()

# moc has work only where a source says so; a target without it needs neither its run nor its empty file.
function(sizhen_moc target)
    foreach(source IN LISTS ARGN)
        file(STRINGS ${source} asks REGEX "Q_OBJECT|Q_GADGET|Q_NAMESPACE" LIMIT_COUNT 1)
        if(asks)
            return()
        endif()
    endforeach()
    set_target_properties(${target} PROPERTIES AUTOMOC OFF)
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
        sizhen_moc(sizhen_${name} ${sources})
        if("${CMAKE_CURRENT_SOURCE_DIR}" MATCHES "/(ui|app)$") # it waits for a person; a build waits for it
            target_compile_options(sizhen_${name} PRIVATE $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU,Clang>>:-O1>)
        endif()
        if("${CMAKE_CURRENT_SOURCE_DIR}" MATCHES "/ui$" AND NOT name MATCHES "^(texts|models)$" OR name STREQUAL "workstation")
            sizhen_precompile(sizhen_${name} sizhen_theme ${SIZHEN_WINDOW_HEADERS})
        else()
            sizhen_precompile(sizhen_${name} sizhen_base)
        endif()
        sizhen_compile_together(sizhen_${name})
        set_property(GLOBAL APPEND PROPERTY SIZHEN_LIBRARIES sizhen_${name})
    else()
        add_library(sizhen_${name} INTERFACE)
        target_link_libraries(sizhen_${name} INTERFACE sizhen_flags ${ARG_LINKS})
    endif()
endfunction()

# sizhen_test_program(core_store LINKS sizhen_store SOURCES ...)
function(sizhen_test_program name)
    cmake_parse_arguments(ARG "" "" "LINKS;SOURCES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    # <QTest> looks different to who has windows: all have, so that all can share its reading.
    target_link_libraries(${name} PRIVATE sizhen_flags Qt6::Test Qt6::Network Qt6::Widgets ${ARG_LINKS})
    # What is tested is compiled as it ships; the test's own lines need not be.
    target_compile_options(${name} PRIVATE $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU,Clang>>:-O1>)
    sizhen_precompile(${name} sizhen_test_headers)
    if(SIZHEN_SANITIZE)
        target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
        target_compile_definitions(${name} PRIVATE SIZHEN_SANITIZED)
    endif()
    sizhen_moc(${name} ${ARG_SOURCES})
    target_compile_definitions(${name} PRIVATE
        TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data" SIZHEN_BIN_DIR="${PROJECT_BINARY_DIR}/bin"
        SIZHEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
endfunction()

# sizhen_tests(core/store LINKS sizhen_store): every *_test.cpp in that folder becomes one ctest named by its path. They share
# a program (tests/support/program.h); one that has a main of its own is a program of its own.
# A file named *_slow_test.cpp carries the label "slow", *_soak_test.cpp the label "soak" (./dev soak only).
function(sizhen_tests folder)
    cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
    if(SIZHEN_SANITIZE) # the kill loops need the programs; they run optimised
        list(FILTER sources EXCLUDE REGEX "_(slow|soak)_test[.]cpp$")
    endif()
    string(REPLACE "/" "_" program ${folder})
    set(shared)
    foreach(source IN LISTS sources)
        get_filename_component(stem ${source} NAME_WE)
        set(name ${program}_${stem})
        file(STRINGS ${source} own_main REGEX "^(int main|CRASH_MAIN)")
        if(own_main)
            sizhen_test_program(${name} LINKS ${ARG_LINKS} SOURCES ${source})
            add_test(NAME ${name} COMMAND ${name})
        else()
            list(APPEND shared ${source})
            add_test(NAME ${name} COMMAND ${program} ${stem})
        endif()
        set_tests_properties(${name} PROPERTIES TIMEOUT 120 ENVIRONMENT "${SIZHEN_TEST_ENVIRONMENT}")
        if(stem STREQUAL "badline_slow_test") # what is measured in real time: nothing runs beside
            set_tests_properties(${name} PROPERTIES PROCESSORS 64)
        endif()
        if(stem MATCHES "_slow_test$")
            set_tests_properties(${name} PROPERTIES LABELS slow TIMEOUT 600)
        elseif(stem MATCHES "_soak_test$")
            set_tests_properties(${name} PROPERTIES LABELS soak TIMEOUT 7200
                ENVIRONMENT "${SIZHEN_TEST_ENVIRONMENT};QTEST_FUNCTION_TIMEOUT=7200000")
        endif()
    endforeach()
    if(shared)
        sizhen_test_program(${program} LINKS ${ARG_LINKS} SOURCES ${shared})
        target_link_libraries(${program} PRIVATE sizhen_test_main)
        sizhen_compile_together(${program})
    endif()
endfunction()
set(SIZHEN_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=Asia/Shanghai")

# sizhen_soak(kills_stations system/convergence_slow_test SIZHEN_KILLS=400): the same test, for hours instead of seconds.
function(sizhen_soak name test)
    get_filename_component(stem ${test} NAME)
    get_filename_component(folder ${test} DIRECTORY)
    string(REPLACE "/" "_" program ${folder})
    if(TARGET ${program}_${stem})
        add_test(NAME soak_${name} COMMAND ${program}_${stem})
    else()
        add_test(NAME soak_${name} COMMAND ${program} ${stem})
    endif()
    set_tests_properties(soak_${name} PROPERTIES LABELS soak TIMEOUT 14400 RUN_SERIAL ON
        ENVIRONMENT "${SIZHEN_TEST_ENVIRONMENT};QTEST_FUNCTION_TIMEOUT=14400000;${ARGN}")
endfunction()
