using System.Globalization;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Activity;

/// <summary>A sweep found something to do, and did it.</summary>
/// <param name="Sweep">"retention".</param>
/// <param name="Did">What, and how many of it: "secrets of old links", 12.</param>
public sealed record SweepDid(Id<Workspace> Workspace, string Sweep, IReadOnlyDictionary<string, int> Did) : DomainEvent("sweep.did", Workspace.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["sweep"] = Sweep,
            ["did"] = string.Join(", ", Did.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}: {d.Value}"))),
        };
}

/// <summary>An owner asked for a sweep to run now.</summary>
public sealed record SweepAskedFor(Id<Workspace> Workspace, string Sweep) : DomainEvent(SweepAskedFor.Name, Workspace.Value)
{
    public const string Name = "sweep.asked-for";

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["sweep"] = Sweep };
}
