use super::*;

fn requests() -> [Request; 3] {
    [
        Request::Init(Vec::new()),
        Request::Init(b"hello".to_vec()),
        Request::Task {
            index: 7,
            payload: vec![1; 100_000],
        },
    ]
}

fn replies() -> [Reply; 2] {
    [
        Reply::Done {
            index: 0,
            payload: Vec::new(),
        },
        Reply::Failed {
            index: usize::MAX,
            message: "no – not today".to_owned(),
        },
    ]
}

/// Gives one byte at a time, and is interrupted before each.
struct Slow<'a>(&'a [u8], bool);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn what_is_written_is_read_again_however_it_arrives() {
    let mut pipe = Vec::new();
    for request in requests() {
        request.write_to(&mut pipe).unwrap();
    }
    let mut input = Slow(&pipe, false);
    for request in requests() {
        assert_eq!(Request::read_from(&mut input).unwrap(), Some(request));
    }
    assert_eq!(Request::read_from(&mut input).unwrap(), None);
    pipe.clear();
    for reply in replies() {
        reply.write_to(&mut pipe).unwrap();
    }
    let mut input = pipe.as_slice();
    for reply in replies() {
        assert_eq!(Reply::read_from(&mut input).unwrap(), Some(reply));
    }
    assert_eq!(Reply::read_from(&mut input).unwrap(), None);
}

#[test]
fn an_end_within_a_frame_is_an_error() {
    let mut whole = Vec::new();
    requests()[1].write_to(&mut whole).unwrap();
    for length in 1..whole.len() {
        let error = Request::read_from(&mut &whole[..length]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "at {length}");
    }
}

#[test]
fn what_is_no_frame_is_an_error_and_no_panic() {
    let mut reply = Vec::new();
    replies()[0].write_to(&mut reply).unwrap();
    let garbage: [&[u8]; 6] = [
        &[0; 4],
        &[255; 64],
        b"hello, pool\n",
        &[1, 0, 0, 0, 99],
        &[3, 0, 0, 0, TASK, 0, 0],
        &reply,
    ];
    for bytes in garbage {
        let error = Request::read_from(&mut &*bytes).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{bytes:?}");
    }
    let not_text = [&[10, 0, 0, 0, FAILED][..], &[0; 8], &[255]].concat();
    let error = Reply::read_from(&mut not_text.as_slice()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
}

#[test]
fn every_short_input_is_read_without_a_panic() {
    // Lengths, kinds and rests that just fit and just do not.
    for length in [0_u32, 1, 8, 9, 10, LONGEST as u32, LONGEST as u32 + 1] {
        for kind in 0..6 {
            for rest in 0..12 {
                let bytes = [&length.to_le_bytes()[..], &[kind], &vec![0; rest]].concat();
                let _ = Request::read_from(&mut bytes.as_slice());
                let _ = Reply::read_from(&mut bytes.as_slice());
            }
        }
    }
}

#[test]
fn a_frame_that_nobody_would_read_is_not_written() {
    let mut pipe = Vec::new();
    let error = Request::Init(vec![0; LONGEST]).write_to(&mut pipe);
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    assert!(pipe.is_empty());
}
