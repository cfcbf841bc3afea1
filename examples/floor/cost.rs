//! How often something can be done, and what each time costs.

use serde_json::{Value, json};
use std::error::Error;
use std::time::{Duration, Instant};

/// Failures cross threads.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Some work that was repeated on one thread.
pub struct Cost {
    times: f64,
    wall: Duration,
    cpu: Duration,
}

impl Cost {
    /// Repeats the work for about this long, after once to warm up.
    pub fn of(time: Duration, mut work: impl FnMut() -> Result<(), Failure>) -> Result<Self, Failure> {
        work()?;
        let (cpu, begun) = (cpu_of_this_thread()?, Instant::now());
        let mut times = 0.0;
        while begun.elapsed() < time {
            work()?;
            times += 1.0;
        }
        Ok(Self { times, wall: begun.elapsed(), cpu: cpu_of_this_thread()?.saturating_sub(cpu) })
    }

    /// The same work on every core at once; answers how often it was done per second in all.
    pub fn rate_of_all_cores<W>(time: Duration, make: impl Fn() -> W + Sync) -> Result<f64, Failure>
    where
        W: FnMut() -> Result<(), Failure>,
    {
        let cores = std::thread::available_parallelism()?.get();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| Self::of(time, make()))).collect();
            let mut rate = 0.0;
            for thread in threads {
                rate += thread.join().map_err(|_| "a measuring thread died")??.per_second();
            }
            Ok(rate)
        })
    }

    /// The same for each of the `parts` that the work was made of.
    pub fn divided_by(self, parts: u32) -> Self {
        Self { times: self.times * f64::from(parts), ..self }
    }

    fn per_second(&self) -> f64 {
        self.times / self.wall.as_secs_f64()
    }

    /// As `bench/run` reads it.
    pub fn to_json(&self) -> Value {
        let each = |total: Duration| total.as_secs_f64() * 1e6 / self.times;
        json!({ "per_second": self.per_second(), "cpu_us": each(self.cpu), "wall_us": each(self.wall) })
    }
}

/// Linux counts a thread's time on the processor in nanoseconds.
fn cpu_of_this_thread() -> Result<Duration, Failure> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split(' ').next().ok_or("schedstat is empty")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
