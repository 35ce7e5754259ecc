using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>
/// Somebody sets out to pay an invoice at the provider's hosted page. It is committed, with its idempotency key, before the provider is asked, so that no answer
/// that was lost can make a second page. At most one of an invoice is payable at a time. Where several invoices are paid at one page, each has its attempt; the first
/// leads, and holds what the provider knows of the page.
/// </summary>
public sealed class CheckoutAttempt : Entity, IWorkspaceOwned
{
    private CheckoutAttempt() { }

    public Id<CheckoutAttempt> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Invoice> InvoiceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public Id<Job>? JobId { get; private init; }

    /// <summary>Who set out.</summary>
    public Id<Contact> ContactId { get; private init; }
    public string InvoiceNumber { get; private init; } = "";

    /// <summary>The attempt whose page this one is paid at; null: its own.</summary>
    public Id<CheckoutAttempt>? LeadId { get; private init; }

    /// <summary>Which part of the page's amount is for this invoice, from 1.</summary>
    public int Part { get; private init; } = 1;
    public CheckoutPurpose Purpose { get; private init; }
    public Money Amount { get; private init; }

    /// <summary>How it is paid; by card alone where that costs more.</summary>
    public PayMeans Means { get; private init; }

    /// <summary>On top of the amount, for paying by card; minor units.</summary>
    public long SurchargeMinorUnits { get; private init; }

    /// <summary>On top of the amount; minor units.</summary>
    public long TipMinorUnits { get; private init; }
    public ProviderMode Mode { get; private init; }
    public CheckoutState State { get; private set; }

    /// <summary>The provider's; null: it has not answered yet.</summary>
    public string? SessionId { get; private set; }
    public string? Url { get; private set; }
    public string? PaymentIntent { get; private set; }

    /// <summary>Why nothing was paid, in the provider's or our words; empty: no reason to give.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>What the payer's bank says of it: "needs_response", "won", "lost"; empty: nobody disputes it.</summary>
    public string Dispute { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>UTC; the provider ends the page then.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>UTC; null: it is under way.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the provider knows this request by: the same for every repetition.</summary>
    public string IdempotencyKey => $"checkout-{Id.Value:N}";

    /// <summary>What is paid on top of the invoice's money.</summary>
    public PaymentExtras Extras => new(Amount with { MinorUnits = SurchargeMinorUnits }, Amount with { MinorUnits = TipMinorUnits });

    /// <summary>What the payer pays in all.</summary>
    public Money Charged => Amount + Extras.Total;

    /// <summary>Money may still come of it.</summary>
    public bool IsUnderWay => State is CheckoutState.Opening or CheckoutState.Open or CheckoutState.Processing;

    public static CheckoutAttempt SetOut(
        Id<CheckoutAttempt> id,
        Invoice invoice,
        Id<Contact> contact,
        CheckoutPurpose purpose,
        Money amount,
        ProviderMode mode,
        DateTimeOffset now,
        TimeSpan lasts,
        CheckoutAttempt? lead = null,
        int part = 1,
        PayMeans means = PayMeans.Any,
        PaymentExtras? extras = null
    )
    {
        var attempt = new CheckoutAttempt
        {
            Id = id,
            WorkspaceId = invoice.WorkspaceId,
            InvoiceId = invoice.Id,
            CustomerId = invoice.CustomerId,
            JobId = invoice.JobId,
            ContactId = contact,
            InvoiceNumber = invoice.Number,
            LeadId = lead?.Id,
            Part = part,
            Purpose = purpose,
            Amount = amount,
            Means = means,
            SurchargeMinorUnits = extras?.Surcharge.MinorUnits ?? 0,
            TipMinorUnits = extras?.Tip.MinorUnits ?? 0,
            Mode = mode,
            State = CheckoutState.Opening,
            CreatedAt = now,
            ExpiresAt = now + lasts,
        };
        attempt.Raise(new CheckoutMoved("checkout.begun", attempt));
        return attempt;
    }

    /// <summary>The attempt that holds the page.</summary>
    public Id<CheckoutAttempt> PageId => LeadId ?? Id;

    /// <summary>Its page can still be paid at, and long enough for somebody to find a card.</summary>
    public bool IsFresh(DateTimeOffset now) => State == CheckoutState.Open && ExpiresAt - now > TimeSpan.FromMinutes(2);

    /// <summary>Whether the open page asks for exactly this.</summary>
    public bool Asks(CheckoutPurpose purpose, Money amount, PaymentExtras extras, PayMeans means, ProviderMode mode) =>
        Purpose == purpose && Amount == amount && Extras == extras && Means == means && Mode == mode;

    /// <summary>The provider has answered. Twice changes nothing.</summary>
    public void Opened(string session, string url)
    {
        if (State == CheckoutState.Opening)
        {
            (State, SessionId, Url) = LeadId is null ? (CheckoutState.Open, session, url) : (CheckoutState.Open, null, null);
            Touch();
        }
    }

    /// <summary>The provider's page of it has this id, though its answer was lost.</summary>
    public void Known(string session)
    {
        if (SessionId is null && LeadId is null)
        {
            SessionId = session;
            Touch();
        }
    }

    /// <summary>The payer is done and the bank is not: nothing is paid yet.</summary>
    public void Processing(string paymentIntent)
    {
        if (State is CheckoutState.Opening or CheckoutState.Open)
        {
            (State, PaymentIntent, Url) = (CheckoutState.Processing, paymentIntent, null);
            Raise(new CheckoutMoved("checkout.processing", this));
        }
    }

    /// <summary>It was paid, whatever was thought of it before: the provider's word counts.</summary>
    public void Paid(string paymentIntent, DateTimeOffset now)
    {
        if (State != CheckoutState.Paid)
        {
            (State, PaymentIntent, Url, Reason, EndedAt) = (CheckoutState.Paid, paymentIntent, null, "", now);
            Touch();
        }
    }

    /// <summary>A debit that was under way came to nothing, or the provider refused.</summary>
    public void Failed(string reason, DateTimeOffset now)
    {
        if (IsUnderWay)
        {
            End(CheckoutState.Failed, reason, now);
            Raise(new CheckoutMoved("checkout.failed", this));
        }
    }

    /// <summary>Its page opens no more: the time is over, or its terms have changed.</summary>
    public void Expired(string reason, DateTimeOffset now)
    {
        if (State is CheckoutState.Opening or CheckoutState.Open)
        {
            End(CheckoutState.Expired, reason, now);
            Raise(new CheckoutMoved("checkout.expired", this));
        }
    }

    /// <summary>The payer's bank asks the money back, or has decided.</summary>
    public void Disputed(string status)
    {
        if (Dispute != status)
        {
            Dispute = status;
            Raise(
                new CheckoutMoved(status is "won" or "lost" or "warning_closed" ? "checkout.dispute-closed" : "checkout.disputed", this)
                {
                    Customer = null,
                }
            );
        }
    }

    private void End(CheckoutState state, string reason, DateTimeOffset now) =>
        (State, Url, Reason, EndedAt) = (state, null, reason.Length > 300 ? reason[..300] : reason, now);
}

/// <summary>What somebody set out to pay.</summary>
public enum CheckoutPurpose
{
    Deposit,
    Balance,
    Part,
}

/// <summary>Where an attempt stands.</summary>
public enum CheckoutState
{
    /// <summary>Committed; the provider has not answered.</summary>
    Opening,

    /// <summary>Its page can be paid at.</summary>
    Open,

    /// <summary>The bank has the word.</summary>
    Processing,
    Paid,
    Failed,
    Expired,
}

/// <summary>An attempt to pay went on.</summary>
public sealed record CheckoutMoved : DomainEvent
{
    public CheckoutMoved(string kind, CheckoutAttempt attempt)
        : base(kind, attempt.InvoiceId.Value)
    {
        (Customer, Job) = (attempt.CustomerId.Value, attempt.JobId?.Value);
        Details = new Dictionary<string, string>
        {
            ["number"] = attempt.InvoiceNumber,
            ["attempt"] = attempt.Id.ToString(),
            ["amount"] = attempt.Charged.MinorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["currency"] = attempt.Amount.Currency.Code,
            ["reason"] = attempt.Reason,
            ["dispute"] = attempt.Dispute,
        };
    }

    public override IReadOnlyDictionary<string, string> Details { get; }
}
