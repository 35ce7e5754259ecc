namespace Altitude.Domain.Estimates;

/// <summary>Rule codes of estimates.</summary>
public static class EstimateRules
{
    public const string Missing = "estimate.missing";
    public const string NotOpen = "estimate.not-open";
    public const string NotTheirs = "estimate.not-theirs";
    public const string Expired = "estimate.expired";
    public const string Changed = "estimate.changed";
    public const string TotalDiffers = "estimate.total-differs";
    public const string HowApproved = "estimate.how-approved";
    public const string WhenApproved = "estimate.when-approved";
    public const string TypedName = "estimate.typed-name";
    public const string NothingToSend = "estimate.nothing-to-send";
    public const string Empty = "estimate.empty";
    public const string ValidThrough = "estimate.valid-through";
    public const string SentStays = "estimate.sent-stays";
    public const string Stale = "estimate.stale";
    public const string Title = "estimate.title";
    public const string Lines = "estimate.lines";
    public const string Line = "estimate.line";
    public const string Texts = "estimate.texts";
    public const string Discount = "estimate.discount";
    public const string Deposit = "estimate.deposit";
    public const string Tax = "estimate.tax";
    public const string Package = "estimate.package";
    public const string NotExpired = "estimate.not-expired";
    public const string Asked = "estimate.asked";
    public const string NotAnswered = "estimate.not-answered";
    public const string Followed = "estimate.followed";
    public const string TooLate = "estimate.too-late";
}
