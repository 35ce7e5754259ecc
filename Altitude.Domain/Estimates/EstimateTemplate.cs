using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>An estimate to begin others from. Copied when it is used, never linked.</summary>
public sealed class EstimateTemplate : Entity, IWorkspaceOwned
{
    private EstimateTemplate() { }

    public Id<EstimateTemplate> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>As it was kept; its last day counts for nothing.</summary>
    public EstimateContent Content { get; private init; } = null!; // EF Core sets it; so does Keep.

    /// <summary>UTC.</summary>
    public DateTimeOffset KeptAt { get; private init; }

    /// <summary>UTC; null while it is offered.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <exception cref="RuleViolation">It has no name, or the content cannot be offered.</exception>
    public static EstimateTemplate Keep(Id<EstimateTemplate> id, Id<Workspace> workspace, string name, EstimateContent content, DateTimeOffset now)
    {
        RequireName(name);
        content.RequireSensible();
        var template = new EstimateTemplate
        {
            Id = id,
            WorkspaceId = workspace,
            Name = name.Trim(),
            Content = content,
            KeptAt = now,
        };
        template.Raise(new TemplateChanged("template.kept", template));
        return template;
    }

    /// <exception cref="RuleViolation">It would have no name, or it was removed.</exception>
    public void Rename(string name)
    {
        RequireName(name);
        RuleViolation.Unless(RemovedAt is null, TemplateRules.Missing, "This template was removed.");
        if (Name != name.Trim())
        {
            Name = name.Trim();
            Raise(new TemplateChanged("template.renamed", this));
        }
    }

    /// <summary>No longer offered; twice changes nothing.</summary>
    public void Remove(DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            RemovedAt = now;
            Raise(new TemplateChanged("template.removed", this));
        }
    }

    /// <summary>Offered again; twice changes nothing.</summary>
    public void Restore()
    {
        if (RemovedAt is not null)
        {
            RemovedAt = null;
            Raise(new TemplateChanged("template.restored", this));
        }
    }

    private static void RequireName(string name) =>
        RuleViolation.Unless(PlainText.IsFilled(name, 120), TemplateRules.Name, "Name the template, in at most 120 characters.");
}

/// <summary>A template was kept, renamed, removed or restored.</summary>
public sealed record TemplateChanged : DomainEvent
{
    public TemplateChanged(string kind, EstimateTemplate template)
        : base(kind, template.Id.Value) => Name = template.Name;

    public string Name { get; }

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Rule codes of templates.</summary>
public static class TemplateRules
{
    public const string Missing = "template.missing";
    public const string Name = "template.name";
}
