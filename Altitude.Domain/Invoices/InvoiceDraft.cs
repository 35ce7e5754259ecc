using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>An invoice that staff are writing: no number, counts for nothing, no customer sees it. Issuing it makes the invoice.</summary>
public sealed class InvoiceDraft : Entity, IWorkspaceOwned
{
    private InvoiceDraft() { }

    public Id<InvoiceDraft> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>Null: it stands alone for its customer.</summary>
    public Id<Job>? JobId { get; private init; }

    /// <summary>The approved estimate that it bills; null: none.</summary>
    public Id<Estimate>? EstimateId { get; private init; }
    public InvoiceContent Content { get; private set; } = null!; // Given at its beginning; never null in a row.

    /// <summary>Local to the workspace.</summary>
    public DateOnly DueOn { get; private set; }

    /// <summary>The sum of its lines with tax, for lists.</summary>
    public Money Total { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>UTC; when it was issued or discarded; null: it is being written.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What came of it; null: nothing yet, or it was discarded.</summary>
    public Id<Invoice>? IssuedAs { get; private set; }

    /// <exception cref="RuleViolation">The content cannot be billed.</exception>
    public static InvoiceDraft Begin(
        Id<InvoiceDraft> id,
        Id<Workspace> workspace,
        Id<Customer> customer,
        Id<Job>? job,
        Id<Estimate>? estimate,
        InvoiceContent content,
        DateOnly dueOn,
        DateTimeOffset now
    )
    {
        content.RequireSensible();
        var draft = new InvoiceDraft
        {
            Id = id,
            WorkspaceId = workspace,
            CustomerId = customer,
            JobId = job,
            EstimateId = estimate,
            Content = content,
            DueOn = dueOn,
            Total = content.Totals.Total,
            CreatedAt = now,
        };
        draft.Raise(new InvoiceDraftChanged("invoice-draft.begun", draft));
        return draft;
    }

    /// <summary>Writes it anew. Saving what stands there changes nothing.</summary>
    /// <exception cref="RuleViolation">It was issued or discarded, or the content cannot be billed.</exception>
    public void Save(InvoiceContent content, DateOnly dueOn)
    {
        RequireOpen();
        content.RequireSensible();
        RuleViolation.Unless(dueOn.Year is >= 2000 and <= 2199, InvoiceRules.DueOn, "Choose the due day from the calendar.");
        if (Content.SameAs(content) && DueOn == dueOn)
        {
            return;
        }

        (Content, DueOn, Total) = (content, dueOn, content.Totals.Total);
        Touch();
    }

    /// <summary>Becomes an invoice, with its number.</summary>
    /// <param name="today">The workspace's day.</param>
    /// <exception cref="RuleViolation">It was issued or discarded, there is nothing to bill, or its due day is over.</exception>
    public Invoice Issue(Id<Invoice> id, string number, DateOnly today, DateTimeOffset now)
    {
        RequireOpen();
        var invoice = Invoice.Issue(id, WorkspaceId, CustomerId, JobId, EstimateId, number, Content, today, DueOn);
        (EndedAt, IssuedAs) = (now, id);
        Touch();
        return invoice;
    }

    /// <summary>It is not wanted. Twice changes nothing.</summary>
    /// <exception cref="RuleViolation">It was issued.</exception>
    public void Discard(DateTimeOffset now)
    {
        RuleViolation.Unless(IssuedAs is null, InvoiceRules.Ended, "This draft was issued. Void the invoice instead.");
        if (EndedAt is null)
        {
            EndedAt = now;
            Raise(new InvoiceDraftChanged("invoice-draft.discarded", this));
        }
    }

    private void RequireOpen() =>
        RuleViolation.Unless(
            EndedAt is null,
            InvoiceRules.Ended,
            IssuedAs is null ? "This draft was discarded." : "This draft was issued meanwhile. What an invoice says no longer changes."
        );
}

/// <summary>A draft began or was discarded; staff only.</summary>
public sealed record InvoiceDraftChanged : DomainEvent
{
    public InvoiceDraftChanged(string kind, InvoiceDraft draft)
        : base(kind, draft.Id.Value) => (Title, Job) = (draft.Content.Title, draft.JobId?.Value);

    public string Title { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["title"] = Title };
}
