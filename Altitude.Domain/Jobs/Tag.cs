using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Jobs;

/// <summary>A word by which a company sorts its jobs: "warranty", "needs a ladder". Made when it is first written on a job.</summary>
public sealed class Tag : Entity, IWorkspaceOwned
{
    private Tag() { }

    public Id<Tag> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>By which it is told apart from others: small letters.</summary>
    public string Key { get; private init; } = "";
    public TagTone Tone { get; private set; }

    /// <exception cref="RuleViolation">No name.</exception>
    public static Tag Make(Id<Tag> id, Id<Workspace> workspace, string name, TagTone tone)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 40), JobRules.Tag, "A tag has 1 to 40 characters.");
        return new Tag
        {
            Id = id,
            WorkspaceId = workspace,
            Name = name.Trim(),
            Key = KeyOf(name),
            Tone = tone,
        };
    }

    public static string KeyOf(string name) => name.Trim().ToLowerInvariant();
}

/// <summary>How a tag is tinted; the scheme decides on the colour.</summary>
public enum TagTone
{
    Neutral,
    Act,
    Good,
    Waiting,
    Bad,
}

/// <summary>A tag on a job.</summary>
public sealed class JobTag : IWorkspaceOwned
{
    private JobTag() { }

    internal JobTag(Id<Workspace> workspace, Id<Job> job, Id<Tag> tag) => (WorkspaceId, JobId, TagId) = (workspace, job, tag);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public Id<Tag> TagId { get; private init; }
}
