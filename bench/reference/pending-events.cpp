// Hold model on std::priority_queue: each popped event schedules its successor after a delay read from a shared table of 65,536 draws.
// Arguments: file with the table (float64), events pending, events to warm up with, events to measure.
// Prints events per second and a checksum of the order in which the events came.
#include <ctime>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <vector>

struct Event {
  double time;
  uint32_t sequence;
  uint32_t id;
};
struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};

static std::vector<double> delays(65536);
static std::priority_queue<Event, std::vector<Event>, Later> pending;
static uint32_t cursor = 0, sequence = 0, checksum = 0;

__attribute__((noinline)) static void handle(uint32_t id, double now) {
  checksum = checksum * 31 + id;
  pending.push({now + delays[cursor++ & 65535], sequence++, id});
}

static void run(long events) {
  for (long event = 0; event < events; event++) {
    const Event next = pending.top();
    pending.pop();
    handle(next.id, next.time);
  }
}

int main(int, char** argv) {
  FILE* file = std::fopen(argv[1], "rb");
  if (!file || std::fread(delays.data(), sizeof(double), delays.size(), file) != delays.size()) return 1;
  std::fclose(file);
  const uint32_t size = std::strtoul(argv[2], nullptr, 10);
  for (uint32_t id = 0; id < size; id++) pending.push({delays[cursor++ & 65535], sequence++, id});
  run(std::atol(argv[3]));
  const std::clock_t start = std::clock();
  const long measured = std::atol(argv[4]);
  run(measured);
  const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%.0f %u\n", measured / seconds, checksum);
}
