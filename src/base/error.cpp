// SPDX-License-Identifier: MIT
#include "buildstd/base/error.hpp"

#include <utility>

namespace buildstd {

Error Error::context(std::string message) && {
  causes_.insert(causes_.begin(), std::exchange(message_, std::move(message)));
  return std::move(*this);
}

Error Error::at(Place place) && {
  place_ = std::move(place);
  return std::move(*this);
}

Error Error::help(std::string line) && {
  helps_.push_back(std::move(line));
  return std::move(*this);
}

Error Error::note(std::string line) && {
  notes_.push_back(std::move(line));
  return std::move(*this);
}

Error Error::caused_by(std::string cause) && {
  causes_.push_back(std::move(cause));
  return std::move(*this);
}

Error Error::exit_status(int status) && {
  exit_status_ = status;
  return std::move(*this);
}

Error Error::output(std::string text) && {
  output_ = std::move(text);
  return std::move(*this);
}

}  // namespace buildstd
