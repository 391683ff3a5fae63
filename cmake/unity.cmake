# Several files of one folder are compiled as one: half of what a file takes is reading headers, and most read the same
# (docs/testing.md, "The loop").
option(BUILDSTD_UNITY "Compile several files of a folder at a time" ON)

# buildstd_unity(TARGET MOST): has a target's files compiled in batches of one folder, with at most MOST files in each
# and about as many in all of a folder's. Files that define what others may not see go by themselves:
# SKIP_UNITY_BUILD_INCLUSION.
function(buildstd_unity target most)
  if(NOT BUILDSTD_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  set(folders "")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    list(APPEND folders "${folder}")
    list(APPEND sources_of_${folder} "${source}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder IN LISTS folders)
    list(LENGTH sources_of_${folder} count)
    math(EXPR batches "(${count} + ${most} - 1) / ${most}")
    set(index 0)
    foreach(source IN LISTS sources_of_${folder})
      math(EXPR batch "${index} * ${batches} / ${count}")
      set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${batch}")
      math(EXPR index "${index} + 1")
    endforeach()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
