using Altitude.Testing;

[assembly: AssemblyFixture(typeof(MigratedCluster))]
