//! `date_trunc` that gives a day for a day. The engine's own makes a point in time of it, so that the
//! month of a sale would read `1 Jan 2024 00:00` in every table, text and file.

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::functions::datetime::date_trunc as builtin;
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use std::sync::Arc;

/// The function, to be registered over the engine's own.
pub fn udf() -> ScalarUDF {
    let inner = builtin();
    let of_days = |text| TypeSignature::Exact(vec![text, DataType::Date32]);
    let signatures =
        vec![of_days(DataType::Utf8), of_days(DataType::Utf8View), inner.signature().type_signature.clone()];
    let signature = Signature::one_of(signatures, Volatility::Immutable);
    ScalarUDF::from(DateTrunc { inner, signature, aliases: vec!["datetrunc".to_owned()] })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct DateTrunc {
    inner: Arc<ScalarUDF>,
    signature: Signature,
    aliases: Vec<String>,
}

impl ScalarUDFImpl for DateTrunc {
    fn name(&self) -> &str {
        "date_trunc"
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        internal_err!("return_field_from_args says the type")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        match &args.arg_fields[1] {
            day if *day.data_type() == DataType::Date32 => {
                Ok(Arc::new(Field::new(self.name(), DataType::Date32, day.is_nullable())))
            }
            _ => self.inner.return_field_from_args(args),
        }
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if args.args[1].data_type() != DataType::Date32 {
            return self.inner.invoke_with_args(args);
        }
        // Microseconds reach from the year -290,000 to 294,000; nanoseconds end in 2262.
        let point = DataType::Timestamp(TimeUnit::Microsecond, None);
        args.args[1] = args.args[1].cast_to(&point, None)?;
        args.arg_fields[1] = Arc::new(args.arg_fields[1].as_ref().clone().with_data_type(point.clone()));
        args.return_field = Arc::new(args.return_field.as_ref().clone().with_data_type(point));
        self.inner.invoke_with_args(args)?.cast_to(&DataType::Date32, None)
    }
}
