# SPDX-License-Identifier: MIT
# core.o and libcore.rmeta by buildstd, with the flags that the kernel gives core: included by rust/Makefile in place of
# its own rule for core.o, whose target-specific variables (skip_flags, rustc_objcopy, rustc_target_flags) stay in force.
BUILDSTD ?= buildstd

# Lints, the edition and the kernel's configuration (`@…/rustc_cfg`) are not core's business; the target has an option of
# its own, and buildstd knows by itself what core was made from. The kernel's makefiles write words for a shell, some of them
# in quotes (`--cfg='no_fp_fmt_parse'`), so the shell reads them, and they are handed on as it has read them.
# Debug information is the kernel's to ask for (`-Cdebuginfo=2` in its flags); std's own profile would add its lines.
buildstd-flags = -Cdebuginfo=0 $(filter-out $(skip_flags) --target=% --edition=% -W% -A% -D% @% -Zbinary_dep_depinfo=%,$(rust_flags)) \
	$(filter-out --edition=%,$(rustc_target_flags))
buildstd-words = $$(IFS=$$(printf "\037"); printf %s "$$*")
buildstd-target = $(patsubst --target=%,%,$(filter --target=%,$(rust_flags)))

quiet_cmd_buildstd_core = BUILDSTD $@
      cmd_buildstd_core = \
	set -- $(buildstd-flags); \
	RUSTC="$(RUSTC)" RUSTC_BOOTSTRAP=1 CARGO_ENCODED_RUSTFLAGS="$(buildstd-words)" \
	$(BUILDSTD) build --quiet -Zunstable-options --crates core --panic abort --target $(buildstd-target) \
		--target-dir $(objtree)/rust/buildstd --emit obj,metadata --artifact-dir $(dir $@) >/dev/null \
	$(if $(rustc_objcopy),;$(OBJCOPY) $(rustc_objcopy) $@) \
	$(cmd_objtool)

# As rule_rustc_library: what a kernel lacks of these (6.12: gendwarfksyms) does nothing.
define rule_buildstd_core
	$(call cmd_and_savecmd,buildstd_core)
	$(call cmd,gen_objtooldep)
	$(call cmd,gendwarfksyms)
endef

$(obj)/core.o: $(RUST_LIB_SRC)/core/src/lib.rs \
    $(wildcard $(objtree)/include/config/RUSTC_VERSION_TEXT) FORCE
	+$(call if_changed_rule,buildstd_core)
