using Altitude.Browser.Tests;
using Altitude.Testing;

// One after another: a browser, a server and a database are enough for one machine.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(MigratedCluster))]
[assembly: AssemblyFixture(typeof(Chromium))]
